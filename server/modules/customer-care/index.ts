export { customerCareModule } from './customer-care.module.ts';
